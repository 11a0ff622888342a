/**
 * The rival: each box a group of SVG elements, hit tests by the browser, one transform for the view, as many
 * box editors do it. Listens to the same events as the editor and answers the same gestures.
 */
window.makeRival = (boxes, names, colors, image) => {
  const NS = "http://www.w3.org/2000/svg";
  const host = document.querySelector('[data-testid="canvas"]');
  const make = (parent, tag, attributes) => {
    const element = document.createElementNS(NS, tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    parent.append(element);
    return element;
  };
  const scale0 = Math.min(host.clientWidth / image.width, host.clientHeight / image.height);
  const view = { scale: scale0, x: 0, y: 0 };
  const svg = make(host, "svg", { width: "100%", height: "100%" });
  const root = make(svg, "g", {});
  const picture = make(root, "image", { width: image.width, height: image.height, href: image.src });
  picture.style.pointerEvents = "none";
  const groups = boxes.map((box) => {
    const color = colors[box.category];
    const group = make(root, "g", { class: "box" });
    make(group, "rect", { class: "outline", stroke: color });
    const label = make(group, "g", { class: "label" });
    make(label, "rect", { y: -16, width: names[box.category].length * 7 + 8, height: 16, fill: color });
    make(label, "text", { x: 4, y: -4 }).textContent = names[box.category];
    place(group, box);
    return group;
  });
  function place(group, { x1, y1, x2, y2 }) {
    group.setAttribute("transform", `translate(${x1} ${y1})`);
    group.firstChild.setAttribute("width", x2 - x1);
    group.firstChild.setAttribute("height", y2 - y1);
  }
  const look = () => {
    root.setAttribute("transform", `translate(${view.x} ${view.y}) scale(${view.scale})`);
    svg.style.setProperty("--shrink", 1 / view.scale);
  };
  look();

  let hot = null;
  let held = null;
  const groupAt = (event) => document.elementFromPoint(event.clientX, event.clientY)?.closest(".box") ?? null;
  host.addEventListener("pointerdown", (event) => {
    const group = groupAt(event);
    const box = group && boxes[groups.indexOf(group)];
    const isPan = event.button === 1 || box === null;
    const isCorner = box !== null && Math.abs(event.clientX - host.offsetLeft - view.x - box.x2 * view.scale) < 6;
    held = { x: event.clientX, y: event.clientY, group, box, isPan, isCorner, before: { ...(isPan ? view : box) } };
  });
  host.addEventListener("pointermove", (event) => {
    if (held === null) {
      const group = groupAt(event);
      if (group === hot) return;
      hot?.classList.remove("hot");
      group?.classList.add("hot");
      hot = group;
      return;
    }
    const dx = event.clientX - held.x;
    const dy = event.clientY - held.y;
    if (held.isPan) {
      view.x = held.before.x + dx;
      view.y = held.before.y + dy;
      look();
      return;
    }
    const { x1, y1, x2, y2 } = held.before;
    const [right, down] = [dx / view.scale, dy / view.scale];
    held.box.x2 = x2 + right;
    held.box.y2 = y2 + down;
    if (!held.isCorner) {
      held.box.x1 = x1 + right;
      held.box.y1 = y1 + down;
    }
    place(held.group, held.box);
  });
  host.addEventListener("pointerup", () => {
    held = null;
  });
  host.addEventListener("wheel", (event) => {
    event.preventDefault();
    const factor = Math.exp(-event.deltaY * 0.002);
    const [x, y] = [event.clientX - host.offsetLeft, event.clientY - host.offsetTop];
    view.x = x - (x - view.x) * factor;
    view.y = y - (y - view.y) * factor;
    view.scale *= factor;
    look();
  });
  host.addEventListener("keydown", ({ key }) => {
    if (key === "t") svg.classList.toggle("nameless");
  });
};
