// @ts-check
// A client in a process of its own, so that a test can end it the way a crash would:
// node vanishing_client.js <publish|play> <port> <stream>
import { Cluster, until } from './cluster.js'
import { Player, Publisher } from './client.js'

const [, , role, port, stream] = process.argv
const cluster = Object.assign(Object.create(Cluster.prototype), { port: Number(port) })
const client =
  role === 'publish' ? await Publisher.publish(cluster, stream) : await Player.play(cluster, stream)
await until(() => client.state === 'connected', 'the connection')
process.send?.('connected')
process.on('disconnect', () => process.exit(0))
