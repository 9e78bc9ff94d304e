// The filter over a long list of codes, and the list of what is chosen.

const fold = (text) =>
  text
    .normalize("NFKD")
    .replace(/[\u0300-\u036f]/g, "")
    .toLowerCase();

/** Make `picker` (see components/code_picker.html) filterable, and show what is chosen as buttons. */
export function startPicker(picker) {
  const filter = picker.querySelector(".cg-picker__filter");
  const input = filter.querySelector("input");
  const status = picker.querySelector(".cg-picker__status");
  const chosen = picker.querySelector(".cg-picker__chosen");
  const box = picker.querySelector(".cg-picker__box");
  const groups = [...picker.querySelectorAll(".cg-picker__group")].map((element) => {
    const name = fold(element.querySelector(".cg-picker__legend")?.textContent ?? "");
    const items = [...element.querySelectorAll(".govuk-checkboxes__item")].map((item) => ({
      element: item,
      box: item.querySelector("input"),
      label: item.querySelector("label").textContent.trim(),
      words: `${name} ${fold(item.textContent)}`,
    }));
    return { element, items };
  });
  const items = groups.flatMap((group) => group.items);
  let timer = 0;

  function say(shown, wanted) {
    const ticked = items.filter((item) => item.box.checked).length;
    const found = wanted ? `${shown} of ${items.length} shown. ` : "";
    status.textContent = `${found}${ticked} selected.`;
  }

  function narrow() {
    const wanted = fold(input.value).split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const group of groups) {
      let any = false;
      for (const item of group.items) {
        const fits = wanted.every((word) => item.words.includes(word));
        item.element.hidden = !fits;
        any ||= fits;
        shown += fits ? 1 : 0;
      }
      group.element.hidden = !any;
    }
    say(shown, wanted.length);
  }

  function list() {
    chosen.replaceChildren(
      ...items
        .filter((item) => item.box.checked)
        .map((item) => {
          const entry = document.createElement("li");
          const button = document.createElement("button");
          const remove = document.createElement("span");
          button.type = "button";
          button.className = "cg-picker__chip";
          remove.className = "govuk-visually-hidden";
          remove.textContent = "Remove ";
          button.append(remove, item.label);
          button.addEventListener("click", () => {
            item.box.checked = false;
            list();
            narrow();
            input.focus();
          });
          entry.append(button);
          return entry;
        }),
    );
  }

  picker.addEventListener("change", (event) => {
    if (event.target.type === "checkbox") {
      list();
      narrow();
    }
  });
  input.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      narrow();
      box.scrollTop = 0;
    }, 150);
  });
  // Enter in the filter narrows the list; it does not send the form.
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      narrow();
    }
  });

  filter.hidden = false;
  list();
  narrow();
}
