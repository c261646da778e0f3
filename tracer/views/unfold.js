// Double-click: show the hidden neighbours of a node, or hide those that only it leads to.
function neighboursOf(id) {
  return network.getConnectedNodes(id).map(String);
}
function setShown(ids, shown) {
  nodes.update(ids.map((id) => ({ id, hidden: !shown, physics: shown })));
}
network.on("doubleClick", (event) => {
  const id = event.nodes[0];
  if (id === undefined) return;
  const hidden = neighboursOf(id).filter((other) => nodes.get(other).hidden);
  if (hidden.length) return setShown(hidden, true);
  const leaves = neighboursOf(id).filter((other) => neighboursOf(other).every((n) => n === id || nodes.get(n).hidden));
  setShown(leaves, false);
});
// Searching for a folded node unfolds it.
const select = document.getElementById("select-node");
if (select) {
  select.addEventListener("change", () => {
    const id = select.value;
    if (!nodes.get(id)) return;
    setShown([id], true);
    network.focus(id, { scale: 1, animation: true });
    network.selectNodes([id]);
  });
}
