/**
 * Builds one element. Properties that begin with "on" are listeners, known DOM properties are set as such and the
 * rest become attributes; children that are not nodes become text.
 */
export function element(tag, properties = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name in node && name !== 'list') node[name] = value;
    else node.setAttribute(name, value);
  }
  node.append(...children.flat());
  return node;
}

let created = 0;

/** An id no other element has, to join a label to its input. */
export function uniqueId() {
  created += 1;
  return `generated-${created}`;
}
