// @ts-check
// A client in a process of its own, so that a test can end it the way a crash would:
// node vanishing_client.js <publish|publishBySocket|play> <port> <stream>
import { Cluster, until } from './cluster.js'
import { Player, Publisher } from './client.js'
import { SocketPublisher } from './socket_client.js'

const [, , role, port, stream] = process.argv
const cluster = Object.assign(Object.create(Cluster.prototype), { port: Number(port) })
const viaOrigin1 = '/streammanager/?id=vanishing&host=127.0.0.11&app=live'
/** @type {Record<string, () => Promise<{state: string}>>} */
const start = {
  publish: () => Publisher.publish(cluster, stream),
  publishBySocket: () => SocketPublisher.publish(cluster, viaOrigin1, stream),
  play: () => Player.play(cluster, stream),
}
const client = await start[role]()
await until(() => client.state === 'connected', 'the connection')
process.send?.('connected')
process.on('disconnect', () => process.exit(0))
