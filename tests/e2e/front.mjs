// A scripted server with the cluster's real nodes behind it.
import { once } from 'node:events'
import { createServer } from 'node:http'
import { createServer as createTlsServer } from 'node:https'

/**
 * A front to a cluster without TLS that answers as `script` has it; undefined: as the cluster does.
 * `tls`: its certificate.
 */
export async function startFront(cluster, script, tls) {
  const front = { requests: [] }
  const listener = async (request, response) => {
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const { method, url, headers } = request
    const asked = { method, url, headers, body: Buffer.concat(chunks).toString() }
    const cors = {
      'Access-Control-Allow-Origin': '*',
      'Access-Control-Allow-Methods': 'POST, PATCH, DELETE',
      'Access-Control-Allow-Headers': 'authorization, content-type, if-match',
      'Access-Control-Expose-Headers': 'location, etag, link',
    }
    if (method === 'OPTIONS') return response.writeHead(204, cors).end()
    front.requests.push(asked)
    const pass = async () => {
      const rest = { ...headers }
      for (const name of ['host', 'connection', 'content-length']) delete rest[name]
      const body = asked.body ? { body: asked.body } : {}
      const answer = await fetch(cluster.url + url.slice(1), { method, headers: rest, ...body })
      const told = {}
      for (const name of ['location', 'etag', 'content-type']) {
        const value = answer.headers.get(name)
        if (value) told[name] = value
      }
      return { status: answer.status, headers: told, body: await answer.text() }
    }
    const answer = (await script(asked, pass)) ?? (await pass())
    response.writeHead(answer.status, { ...cors, ...answer.headers }).end(answer.body)
  }
  const server = tls ? createTlsServer(tls, listener) : createServer(listener)
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  front.port = server.address().port
  front.origin = `${tls ? 'https' : 'http'}://127.0.0.1:${front.port}`
  front.posts = () => front.requests.filter(({ method }) => method === 'POST')
  front.stop = () => {
    server.closeAllConnections()
    server.close()
  }
  return front
}
