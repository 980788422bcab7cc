// What is hard to read in a page, one sentence each; all details are opened first.
(() => {
  const LEAST_CONTRAST = 4.5; // WCAG 2.1, level AA, for text of ordinary size
  const LEAST_HEIGHT = 9; // CSS pixels of a line of letters that can still be read
  const problems = [];
  document.querySelectorAll("details").forEach((d) => (d.open = true));

  const rgba = (color) => {
    const [r, g, b, a = 1] = color.match(/[\d.]+/g).map(Number);
    return { r, g, b, a };
  };
  const over = (top, below) => ({
    r: top.r * top.a + below.r * (1 - top.a),
    g: top.g * top.a + below.g * (1 - top.a),
    b: top.b * top.a + below.b * (1 - top.a),
    a: 1,
  });
  const background = (element) => {
    if (!element) return { r: 255, g: 255, b: 255, a: 1 };
    return over(rgba(getComputedStyle(element).backgroundColor), background(element.parentElement));
  };
  const luminance = ({ r, g, b }) => {
    const linear = (c) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
    return 0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b);
  };
  const contrast = (a, b) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };

  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!node.data.trim() || !element.checkVisibility() || element.tagName === "title") continue;
    const style = getComputedStyle(element);
    const color = rgba(element.tagName === "text" ? style.fill : style.color);
    const ratio = contrast(color, background(element));
    if (ratio < LEAST_CONTRAST) {
      problems.push(`contrast ${ratio.toFixed(2)} of "${node.data.trim()}"`);
    }
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getClientRects()[0];
    if (!box || box.height < LEAST_HEIGHT) {
      problems.push(`height ${box ? box.height.toFixed(1) : "none"} of "${node.data.trim()}"`);
    }
  }

  for (const svg of document.querySelectorAll("svg")) {
    const frame = svg.getBoundingClientRect();
    const labels = [...svg.querySelectorAll("text")];
    const boxes = labels.map((label) => label.getBoundingClientRect());
    boxes.forEach((a, i) => {
      if (a.left < frame.left || a.right > frame.right || a.top < frame.top || a.bottom > frame.bottom) {
        problems.push(`the label "${labels[i].textContent}" is cut off`);
      }
      boxes.slice(i + 1).forEach((b, j) => {
        if (a.left < b.right && b.left < a.right && a.top < b.bottom - 2 && b.top < a.bottom - 2) {
          problems.push(`labels "${labels[i].textContent}" and "${labels[i + 1 + j].textContent}" overlap`);
        }
      });
    });
  }

  for (const cell of document.querySelectorAll("th, td")) {
    if (cell.checkVisibility() && cell.scrollWidth > cell.clientWidth + 1) {
      problems.push(`"${cell.textContent}" sticks out of its cell`);
    }
  }

  if (document.documentElement.scrollWidth > document.documentElement.clientWidth) {
    problems.push(`the page is ${document.documentElement.scrollWidth} wide`);
  }
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  if (luminance(background(document.body)) > 0.1 === dark) {
    problems.push(`the page is ${dark ? "not dark" : "dark"}`);
  }
  return problems;
})();
