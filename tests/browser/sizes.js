/* What is too small or too wide on a page: targets, text, and the page itself. Sentences may hold links of text's height. */
([target, text]) => {
  const wrong = [];
  const over = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (over > 1) wrong.push(`${over} px too wide`);
  const seen = (element) => element.getClientRects().length && getComputedStyle(element).visibility === "visible" && !element.closest(".visually-hidden, .skip, svg");
  const pressed = "button, .btn, .menu a, .tabs a, .strip a, .foot a, .ways > li > a, .back, select, textarea, .form-check, input:not([type=hidden]):not([type=checkbox]):not([type=radio])";
  for (const element of document.querySelectorAll(pressed)) {
    const { height } = element.getBoundingClientRect();
    if (seen(element) && height < target - 0.5) wrong.push(`${Math.round(height)} px high: ${element.outerHTML.slice(0, 80)}`);
  }
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const small = new Set();
  while (walk.nextNode()) {
    const holder = walk.currentNode.parentElement;
    if (!walk.currentNode.data.trim() || !seen(holder) || holder.closest("noscript, script, style")) continue;
    const size = parseFloat(getComputedStyle(holder).fontSize);
    if (size < text) small.add(`${size} px: ${walk.currentNode.data.trim().slice(0, 20)}`);
  }
  return [...wrong, ...small];
}
