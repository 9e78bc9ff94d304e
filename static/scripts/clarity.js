// Reads the page's form while it is filled in and shows anew what the checks of clarity say. Nothing is stored.

const PAUSE_MS = 700;

/** Keep the checks in `panel` (see briefs/panel_clarity.html) up with the form beside it. */
export function startClarity(panel) {
  const form = document.querySelector("main form[method='post']");
  const count = panel.querySelector("[data-clarity-count]");
  const checks = panel.querySelector("[data-clarity-checks]");
  if (!form) {
    return;
  }
  let timer = 0;
  let asked = new AbortController();

  function typed() {
    const names = new FormData(form);
    // The tokens of the form are no texts.
    for (const hidden of form.querySelectorAll("input[type='hidden']")) {
      names.delete(hidden.name);
    }
    return Object.fromEntries(names);
  }

  async function ask() {
    asked.abort();
    asked = new AbortController();
    try {
      const answer = await fetch(panel.dataset.url, {
        method: "POST",
        credentials: "same-origin",
        redirect: "error",
        signal: asked.signal,
        headers: {
          "Content-Type": "application/json",
          "X-CSRFToken": document.querySelector("meta[name='csrf-token']").content,
        },
        body: JSON.stringify(typed()),
      });
      if (answer.ok) {
        show(await answer.json());
      }
    } catch {
      // Advice that cannot be fetched is left as it was: the form works without it.
    }
  }

  function show(found) {
    const open = checks.querySelector("details")?.open;
    checks.innerHTML = found.checks;
    checks.querySelector("details").open = Boolean(open);
    // Only a change is read out.
    if (count.textContent !== found.count) {
      count.textContent = found.count;
    }
    panel.querySelector("[data-clarity-saved]").textContent = " It reads what you type.";
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE_MS);
  });
}
