// TypeScript's types, as TypeDoc's model has them, in HTML with links.
import { escape } from './html.mjs'

/** What a type is made of gets brackets where something stands before or behind it. */
const isCompound = ({ type }) =>
  ['union', 'intersection', 'conditional', 'reflection'].includes(type)

/** @param {(name: string) => string | undefined} hrefOf of a declaration of this package */
export function typeWriter(hrefOf) {
  const writers = {
    intrinsic: ({ name }) => escape(name),
    literal: ({ value }) => escape(typeof value === 'string' ? `'${value}'` : String(value)),
    union: ({ types }) => types.map((one) => write(one, true)).join(' | '),
    intersection: ({ types }) => types.map((one) => write(one, true)).join(' & '),
    array: ({ elementType }) => `${write(elementType, true)}[]`,
    tuple: ({ elements }) => `[${(elements ?? []).map((one) => write(one)).join(', ')}]`,
    typeOperator: ({ operator, target }) => `${escape(operator)} ${write(target, true)}`,
    query: ({ queryType }) => `typeof ${write(queryType)}`,
    indexedAccess: ({ objectType, indexType }) => `${write(objectType, true)}[${write(indexType)}]`,
    reference: writeReference,
    reflection: ({ declaration }) => writeReflection(declaration),
  }

  function write(type, isPart = false) {
    const writer = writers[type.type]
    if (!writer) throw new Error(`No way to write a type of the kind "${type.type}".`)
    const text = writer(type)
    return isPart && isCompound(type) && text.includes(' ') && !text.startsWith('{')
      ? `(${text})`
      : text
  }

  function writeReference({ name, target, typeArguments }) {
    // Readonly, and Record<never, never> that lets a text complete, say nothing to a reader.
    if (name === 'Readonly' && typeArguments) return write(typeArguments[0])
    const href = typeof target === 'number' && target >= 0 ? hrefOf(name) : undefined
    const text = href ? `<a href="${escape(href)}">${escape(name)}</a>` : escape(name)
    const given = typeArguments?.map((one) => write(one)).join(', ')
    return given ? `${text}&lt;${given}&gt;` : text
  }

  function writeReflection({ signatures, children = [], indexSignatures = [] }) {
    if (signatures) return writeSignature(signatures[0], ' =&gt; ')
    const fields = children.map((child) =>
      child.signatures
        ? `${escape(child.name)}${writeSignature(child.signatures[0], ': ')}`
        : `${escape(child.name)}${child.flags.isOptional ? '?' : ''}: ${write(child.type)}`,
    )
    const keys = indexSignatures.map(
      ({ parameters: [key], type }) => `[${escape(key.name)}: ${write(key.type)}]: ${write(type)}`,
    )
    return `{ ${[...fields, ...keys].join('; ')} }`
  }

  /** @param {string} before what stands before the result, as HTML */
  function writeSignature({ parameters, type }, before = ': ') {
    return `${writeParameters(parameters)}${before}${write(type)}`
  }

  function writeParameters(parameters = []) {
    const list = parameters.map(({ name, flags, type, defaultValue }) => {
      const sign = flags.isOptional || defaultValue ? '?' : ''
      return `${flags.isRest ? '...' : ''}${escape(name.replace(/^_/, ''))}${sign}: ${write(type)}`
    })
    return `(${list.join(', ')})`
  }

  return { write, writeSignature, writeParameters }
}
