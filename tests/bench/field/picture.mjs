// A picture of the bench `field`: a group of bars for each measure and delay, a bar for each client.
const colors = ['#0b7a75', '#5bb5ad', '#9aa0a6', '#c08497', '#d9a441']
const barHeight = 14
const gap = 22
const left = 200
const width = 720

const titles = {
  'publish connected': 'WHIP: connected',
  'play connected': 'WHEP: connected',
  'play shown': 'WHEP: first frame',
}

const escaped = (text) => String(text).replace(/[&<>"]/g, (char) => `&#${char.charCodeAt(0)};`)

/**
 * @param {{role: string, key: string, delay: number, name: string, median: number}[]} rows
 * @param {{contenders: string[], runs: number, browser: string}} about
 * @returns {string} SVG, for light and dark pages
 */
export function picture(rows, { contenders, runs, browser }) {
  const groups = Map.groupBy
    ? Map.groupBy(rows, ({ role, key, delay }) => `${role} ${key} ${delay}`)
    : rows.reduce((all, row) => {
        const name = `${row.role} ${row.key} ${row.delay}`
        return all.set(name, [...(all.get(name) ?? []), row])
      }, new Map())
  const most = Math.max(...rows.map(({ median }) => median))
  const scale = (width - left - 70) / most
  const parts = []
  let y = 64
  for (const group of groups.values()) {
    const [{ role, key, delay }] = group
    const middle = y + (group.length * barHeight) / 2 + 4
    parts.push(
      `<text x="${left - 12}" y="${middle}" text-anchor="end">${escaped(titles[`${role} ${key}`])}, ${delay} ms</text>`,
    )
    group.forEach(({ name, median }, i) => {
      const at = y + i * barHeight
      const color = colors[contenders.indexOf(name)]
      parts.push(
        `<rect x="${left}" y="${at}" width="${(median * scale).toFixed(1)}" height="${barHeight - 2}" fill="${color}"><title>${escaped(name)}: ${median.toFixed(0)} ms</title></rect>`,
        `<text x="${(left + median * scale + 5).toFixed(1)}" y="${at + 10}" class="figure">${median.toFixed(0)}</text>`,
      )
    })
    y += group.length * barHeight + gap
  }
  let x = 12
  const legend = contenders.map((name, i) => {
    const at = x
    x += 50 + 7 * name.length
    return `<rect x="${at}" y="34" width="12" height="12" fill="${colors[i]}"/><text x="${at + 18}" y="44">${escaped(name)}</text>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" role="img" aria-label="How long the clients of the field take, in milliseconds; the figures are in the table of the bench">
<style>text{font:13px system-ui,sans-serif;fill:#222}.figure{font-size:11px}@media(prefers-color-scheme:dark){text{fill:#ddd}}</style>
<text x="12" y="20">Milliseconds by the round trip of the network, median of ${runs}, Chromium ${escaped(browser)}; less is better</text>
${legend.join('\n')}
${parts.join('\n')}
</svg>
`
}
