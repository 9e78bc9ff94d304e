// Warns two minutes before an idle session ends, in every open tab, and offers to stay with one press.
// When it does end the page stays as it is: the server keeps what is sent after that until the next sign-in.

const WARNING_MS = 120_000;
const SHARED = "common-ground-active-at";

/** Watch the session described by `body`'s data-idle-seconds and data-extend-url; without them do nothing. */
export function startSession(body) {
  const idle = Number(body.dataset.idleSeconds) * 1000;
  const dialog = document.querySelector("#session-dialog");
  if (!idle || !dialog) {
    return;
  }
  const expired = document.querySelector("#session-expired");
  const remaining = dialog.querySelector("[data-remaining]");
  const problem = dialog.querySelector("[data-problem]");
  const stay = dialog.querySelector("[data-stay]");
  const warnAt = Math.min(WARNING_MS, idle / 2);
  let activeAt = Date.now();
  let over = false;

  function share() {
    try {
      localStorage.setItem(SHARED, String(activeAt));
    } catch {
      // Without storage each tab keeps its own time.
    }
  }

  function restart(moment) {
    activeAt = moment;
    over = false;
    expired.hidden = true;
    problem.textContent = "";
    remaining.textContent = "";
    if (dialog.open) {
      dialog.close();
    }
  }

  function words(milliseconds) {
    const seconds = Math.ceil(milliseconds / 1000);
    if (seconds > 60) {
      return "2 minutes";
    }
    return seconds > 30 ? "1 minute" : "less than 30 seconds";
  }

  function tell(element, text) {
    // Only a change is read out.
    if (element.textContent !== text) {
      element.textContent = text;
    }
  }

  function tick() {
    const left = activeAt + idle - Date.now();
    if (over || left > warnAt) {
      return;
    }
    if (left <= 0) {
      over = true;
      if (dialog.open) {
        dialog.close();
      }
      expired.hidden = false;
      tell(expired.querySelector("[data-message]"), expired.dataset.text);
      return;
    }
    if (!dialog.open) {
      dialog.showModal();
    }
    tell(remaining, `You will be signed out in ${words(left)}.`);
  }

  async function extend() {
    stay.setAttribute("aria-disabled", "true");
    try {
      const answer = await fetch(body.dataset.extendUrl, {
        method: "POST",
        credentials: "same-origin",
        redirect: "error",
        headers: { "X-CSRFToken": document.querySelector("meta[name='csrf-token']").content },
      });
      if (!answer.ok) {
        throw new Error(String(answer.status));
      }
      restart(Date.now());
      share();
    } catch {
      problem.textContent = "That did not work. Check your connection and press the button again.";
    } finally {
      stay.removeAttribute("aria-disabled");
    }
  }

  stay.addEventListener("click", extend);
  // Escape means "leave me be": it extends too, for a closed warning must not end in a lost session.
  dialog.addEventListener("cancel", (event) => {
    event.preventDefault();
    extend();
  });
  window.addEventListener("storage", (event) => {
    if (event.key === SHARED && Number(event.newValue) > activeAt) {
      restart(Number(event.newValue));
    }
  });
  share();
  setInterval(tick, 1000);
}
