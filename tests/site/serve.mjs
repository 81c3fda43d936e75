// A plain static server with the site under a path of its own, and the strictest policy it works with.
import { once } from 'node:events'
import { readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'

const types = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.wasm': 'application/wasm',
}
const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; " +
  "img-src 'self' data:; connect-src 'self' http: https: ws: wss:; base-uri 'none'; form-action 'none'"

/** @returns {Promise<{ url: string, stop: () => void }>} */
export async function serveSite(folder, prefix = '/some/path/') {
  const server = createServer(({ url }, response) => {
    const { pathname } = new URL(url, 'http://localhost')
    const inside = pathname.startsWith(prefix)
      ? normalize(pathname.slice(prefix.length))
      : undefined
    const file = inside !== undefined && join(folder, inside.replace(/(^\.|\/)$/, '/index.html'))
    if (!file || !statSync(file, { throwIfNoEntry: false })?.isFile())
      return response.writeHead(404).end()
    const type = types[extname(file)] ?? 'application/octet-stream'
    response.writeHead(200, { 'Content-Type': type, 'Content-Security-Policy': policy })
    response.end(readFileSync(file))
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://localhost:${server.address().port}${prefix}`,
    stop: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
