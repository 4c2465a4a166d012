/** Owns writing XML from elements and reading it back, strictly: what is not well formed is not read at all. */
export type Element = {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: readonly Element[];
  text: string;
};

/** An element with children, or with text. */
export function element(
  name: string,
  attributes: Readonly<Record<string, string>> = {},
  inside: string | readonly Element[] = [],
): Element {
  return typeof inside === 'string'
    ? { name, attributes, children: [], text: inside }
    : { name, attributes, children: inside, text: '' };
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
const escaped = (text: string) => text.replaceAll(/[&<>"]/g, (letter) => entities[letter] ?? letter);

/** A whole document, indented by two blanks. `doctype` stands as it is given. */
export function writeXml(root: Element, doctype = ''): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${doctype && `${doctype}\n`}${write(root, '')}\n`;
}

function write({ name, attributes, children, text }: Element, indent: string): string {
  const open = [name, ...Object.entries(attributes).map(([key, value]) => `${key}="${escaped(value)}"`)].join(' ');
  if (children.length > 0) {
    const inner = children.map((child) => write(child, `${indent}  `)).join('\n');
    return `${indent}<${open}>\n${inner}\n${indent}</${name}>`;
  }
  return text ? `${indent}<${open}>${escaped(text)}</${name}>` : `${indent}<${open}/>`;
}

const deepest = 60;
const token =
  /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!DOCTYPE[^[\]>]*>|<!\[CDATA\[([\s\S]*?)\]\]>|<\/([\w.:-]+)\s*>|<([\w.:-]+)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/gy;

type Open = { name: string; attributes: Record<string, string>; children: Element[]; text: string };

/** The root element; `undefined` when it is not well formed, declares entities of its own, or nests absurdly. */
export function readXml(source: string): Element | undefined {
  const text = source.replace(/^\ufeff/, '');
  const stack: Open[] = [{ name: '', attributes: {}, children: [], text: '' }];
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const found = token.exec(text);
    const top = stack.at(-1);
    if (!found || !top) return undefined;
    const [, cdata, closing, opening, attributes = '', empty, plain] = found;
    if (closing !== undefined) {
      if (stack.length < 2 || top.name !== closing) return undefined;
      stack.pop();
    } else if (opening !== undefined) {
      const made = { name: opening, attributes: readAttributes(attributes), children: [], text: '' };
      top.children.push(made);
      if (!empty) stack.push(made);
      if (stack.length > deepest) return undefined;
    } else if (plain !== undefined) {
      const read = unescaped(plain);
      if (read === undefined || (stack.length === 1 && read.trim() !== '')) return undefined;
      top.text += read;
    } else top.text += cdata ?? '';
  }
  const [root] = stack;
  return stack.length === 1 && root?.children.length === 1 ? root.children[0] : undefined;
}

function readAttributes(text: string): Record<string, string> {
  const found = text.matchAll(/([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g);
  return Object.fromEntries([...found].map(([, name = '', one, other]) => [name, unescaped(one ?? other ?? '') ?? '']));
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** `undefined` for an entity that XML itself does not know. */
function unescaped(text: string): string | undefined {
  let whole = true;
  const read = text.replaceAll(/&(#x[0-9a-f]{1,6}|#\d{1,7}|\w+);|&/gi, (_, name?: string) => {
    if (name?.startsWith('#')) {
      const code = /^#x/i.test(name) ? parseInt(name.slice(2), 16) : Number(name.slice(1));
      if (code <= 0x10ffff) return String.fromCodePoint(code);
    } else if (name !== undefined && Object.hasOwn(named, name)) return named[name] ?? '';
    whole = false;
    return '';
  });
  return whole ? read : undefined;
}
