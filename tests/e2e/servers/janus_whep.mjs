// A process of its own for npm's WHEP server before Janus: it cannot be ended otherwise, and talks a lot.
// Argument: the port of Janus' WebSocket. Calls of the server's methods come as messages.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'

const [port] = process.argv.slice(2)
process.once('disconnect', () => process.exit())

/** Resolves as the server does, whose packages these are. */
const require = createRequire(import.meta.resolve('janus-whep-server'))

// Its client for Janus has a transport that nobody uses here, and which needs an addon. That would be
// compiled while packages are installed, when nothing of them is run (`--ignore-scripts`).
const file = createRequire(require.resolve('janode')).resolve('unix-dgram')
require.cache[file] = { id: file, filename: file, loaded: true, children: [], exports: {} }
const { JanusWhepServer } = await import('janus-whep-server')

const app = require('express')()
app.use((request, response, next) => {
  const { method, headers } = request
  response.on('finish', () => {
    process.send({ request: { method, headers, status: response.statusCode } })
  })
  next()
})
const web = createServer(app).listen(0, '127.0.0.1')
await once(web, 'listening')

const server = new JanusWhepServer({
  janus: { address: `ws://127.0.0.1:${port}` },
  rest: { app, basePath: '/whep' },
})
await server.start()
// It takes the offer for the client's with every Janus of 1.x, though the streaming plugin of Debian's
// makes its own.
server.multistream = false

process.on('message', async ({ id, method, args }) => {
  const result = await server[method](...args)
  process.send({ id, result: method.startsWith('list') ? result : undefined })
})
process.send({ ready: `http://127.0.0.1:${web.address().port}/whep/endpoint/` })
