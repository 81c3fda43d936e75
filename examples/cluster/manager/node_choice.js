// @ts-check
import { Problem } from '../shared/http.js'

const ENDPOINTS_LIMIT = 100

/**
 * What a client may say about the nodes that it wants.
 *
 * @typedef {object} Wish
 * @property {string | null} region comes first, or with `strict` alone
 * @property {boolean} strict no fewer nodes and no other region than asked for
 * @property {number} endpoints how many nodes at most
 */

/**
 * @param {URLSearchParams} params region, subgroup or subGroup (region wins), strict, endpoints
 * @returns {Wish}
 */
export function wishOf(params) {
  const endpoints = Number(params.get('endpoints') ?? '1')
  if (!Number.isInteger(endpoints) || endpoints < 1 || endpoints > ENDPOINTS_LIMIT)
    throw new Problem(400, `"endpoints" is a whole number from 1 to ${ENDPOINTS_LIMIT}.`)
  const region = params.get('region') ?? params.get('subgroup') ?? params.get('subGroup')
  return { region: region || null, strict: params.get('strict') === 'true', endpoints }
}

/**
 * The best first: the wanted region, then the least loaded.
 *
 * @template {{node: {region: string}, load: number}} T
 * @param {T[]} up in the order of their numbers
 * @param {Wish} wish
 * @returns {T[]} none when the wish cannot be met
 */
export function chooseNodes(up, { region, strict, endpoints }) {
  const isFar = (/** @type {T} */ { node }) => Number(region !== null && node.region !== region)
  const allowed = strict ? up.filter((one) => !isFar(one)) : up
  if (strict && allowed.length < endpoints) return []
  // The sort is stable: equally loaded nodes stay in the order of their numbers.
  const ranked = [...allowed].sort((a, b) => isFar(a) - isFar(b) || a.load - b.load)
  return ranked.slice(0, endpoints)
}
