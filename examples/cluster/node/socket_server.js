// @ts-check
import { WebSocketServer } from 'ws'
import { Problem } from '../shared/http.js'
import { decodePath, streamIn } from '../shared/scope.js'
import { Conversation } from './conversation.js'
import { MESSAGE_LIMIT_BYTES } from './messages.js'

const SOCKETS_LIMIT = 400
const BACKLOG_BYTES = 1024 * 1024

/**
 * A node's WebSocket side: `ws://<node>/<scope>/?id=<stream or subscription>`.
 *
 * @param {import('node:http').Server} server
 * @param {import('./media_node.js').MediaNode} node
 */
export function serveSockets(server, node) {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_LIMIT_BYTES })
  server.on('upgrade', (req, stream, head) => {
    // A connection that breaks ends up in 'close' of the socket.
    stream.on('error', () => {})
    sockets.handleUpgrade(req, stream, head, (socket) => {
      if (sockets.clients.size > SOCKETS_LIMIT) socket.close(1013, 'the node is full')
      else converse(socket, req.url ?? '/', node)
    })
  })
}

/**
 * @param {import('ws').WebSocket} socket
 * @param {string} target
 * @param {import('./media_node.js').MediaNode} node
 */
function converse(socket, target, node) {
  const say = (/** @type {object} */ message) => {
    if (socket.readyState !== socket.OPEN) return false
    // A client that does not read is no client any more.
    if (socket.bufferedAmount > BACKLOG_BYTES) socket.terminate()
    socket.send(JSON.stringify(message))
    return true
  }
  const hangUp = (/** @type {number} */ code, /** @type {string} */ why) => socket.close(code, why)
  // Too long a message, or no WebSocket frame at all: the library closes the socket.
  socket.on('error', () => {})

  const client = clientOf(target)
  if (client instanceof Problem) {
    const code = 'NetConnection.Connect.Failed'
    say({ data: { type: 'error', code, message: client.message } })
    return hangUp(1008, client.message)
  }
  const conversation = new Conversation(client, { say, hangUp }, node)
  socket.on('message', (data) => conversation.receive(String(data)))
  socket.on('close', () => conversation.gone())
  conversation.greet()
}

/**
 * @param {string} target
 * @returns {{scope: string, id: string} | Problem}
 */
function clientOf(target) {
  try {
    const url = new URL(target, 'http://cluster.invalid')
    const scope = url.pathname.split('/').filter(Boolean).map(decodePath).join('/')
    // Throws for a scope that there is not.
    streamIn(scope, 'any')
    return { scope, id: url.searchParams.get('id') ?? '' }
  } catch (error) {
    return error instanceof Problem ? error : new Problem(400, 'The target is not a valid URL.')
  }
}
