// The code that the page is about to run, with the reader's own settings in it, ready to be copied.

/**
 * @param {string} className e.g. `WHIPClient`
 * @param {string} variable e.g. `publisher`
 * @param {string} verb e.g. `publish`
 * @param {object} config what `init()` takes
 */
export function snippet(className, variable, verb, config) {
  // A token belongs into nobody's clipboard.
  const shown = 'token' in config ? { ...config, token: '<your token>' } : config
  return [
    `import { ${className} } from '../../dist/index.js'`,
    '',
    `const ${variable} = new ${className}()`,
    `${variable}.on('*', (event) => {`,
    '  console.log(event.type, event.data)',
    '})',
    `await ${variable}.init(${literal(shown)})`,
    `await ${variable}.${verb}()`,
  ].join('\n')
}

function literal(value, indent = '') {
  if (typeof value === 'string') return quote(value)
  if (typeof value !== 'object' || value === null) return String(value)
  const inner = `${indent}  `
  const fields = Object.entries(value)
    .filter(([, part]) => part !== undefined)
    .map(([key, part]) => `${key}: ${literal(part, inner)}`)
  const line = `{ ${fields.join(', ')} }`
  if (indent && line.length + indent.length < 72 && !line.includes('\n')) return line
  return `{\n${fields.map((field) => `${inner}${field},\n`).join('')}${indent}}`
}

function quote(text) {
  const double = JSON.stringify(text)
  return /['\\]/.test(double) ? double : `'${double.slice(1, -1)}'`
}
