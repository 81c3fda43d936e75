// @ts-check
import { Problem, json } from '../shared/http.js'

/** @typedef {import('../shared/http.js').Answer} Answer */
/** @typedef {import('../shared/http.js').Request} Request */

/**
 * What nodes ask the manager: `GET /internal/origin?stream=`, where an edge finds a stream, and
 * `POST` and `DELETE /internal/claim?stream=`, by which an origin gets a name to itself.
 *
 * @param {import('./fleet.js').Fleet} fleet
 * @param {import('./names.js').Names} names
 * @param {string} secret
 * @returns {(request: Request) => Promise<Answer>}
 */
export function internalApi(fleet, names, secret) {
  return async ({ method, url, headers }) => {
    if (headers['x-cluster-secret'] !== secret)
      throw new Problem(404, 'There is nothing at this address.')
    const stream = url.searchParams.get('stream') ?? ''
    switch (`${method} ${url.pathname}`) {
      case 'GET /internal/origin': {
        const origin = await fleet.originOf(stream)
        if (!origin) throw new Problem(404, 'No origin has this stream.')
        return json({ id: origin.id, url: origin.url })
      }
      case 'POST /internal/claim':
        if (await names.claim(stream)) return { status: 204 }
        throw new Problem(409, 'A stream of this name is being published already.')
      case 'DELETE /internal/claim':
        names.settle(stream)
        return { status: 204 }
      default:
        throw new Problem(404, 'There is nothing at this address.')
    }
  }
}
