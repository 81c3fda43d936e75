// @ts-check
import { createLog } from '../shared/log.js'
import { Directory } from './directory.js'
import { MediaNode } from './media_node.js'
import { releaseLibrary } from './peer.js'
import { createNodeServer } from './server.js'

/**
 * The process of one origin or edge. Its parent gives it a configuration in the environment and
 * expects one message: the port, or why there is none.
 *
 * @type {{id: string, role: 'origin' | 'edge', address: string, port: number, managerUrl: string,
 *   secret: string}}
 */
const { id, role, address, port, managerUrl, secret } = JSON.parse(process.env.CLUSTER_NODE ?? '{}')
const log = createLog(id)
const node = new MediaNode({ address, role }, new Directory(id, managerUrl, secret), log)
const server = createNodeServer(node, secret, log)

server.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
  process.send?.({ error: explain(error) }, () => process.exit(1))
})
server.listen(port, address, () => {
  const bound = /** @type {import('node:net').AddressInfo} */ (server.address())
  process.send?.({ port: bound.port })
})

process.on('message', (/** @type {{gone: string}} */ { gone }) => node.nodeGone(gone))
// Whatever ends the cluster, even SIGKILL, closes this channel: no node outlives its manager.
process.on('disconnect', () => process.exit(0))
// Ctrl-C reaches every process of the terminal; the manager stops the nodes in its own order.
process.on('SIGINT', () => {})
process.on('SIGTERM', () => {
  server.close()
  server.closeAllConnections()
  node.close()
  releaseLibrary()
  process.exit(0)
})

/** @param {NodeJS.ErrnoException} error */
function explain({ code, message }) {
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${address} is in use: stop what uses it, or choose another with --node-port.`
  if (code === 'EADDRNOTAVAIL')
    return `This machine has no address ${address}; on macOS add it with "sudo ifconfig lo0 alias ${address}".`
  return message
}
