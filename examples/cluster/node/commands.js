// @ts-check
import { Problem } from '../shared/http.js'
import { placeOf, streamIn } from '../shared/scope.js'
import { sentenceOf, status } from './messages.js'

/** @typedef {import('./media_node.js').MediaNode} MediaNode */
/** @typedef {import('./session.js').Session} Session */
/** @typedef {import('./messages.js').Message} Message */
/** @typedef {import('./messenger.js').Say} Say */

/**
 * One command of a client whose session is there, whichever way it came.
 *
 * @typedef {object} Call
 * @property {MediaNode} node
 * @property {Session} session
 * @property {Message} message
 * @property {Say} answer back the way that the message came
 * @property {string} label of the data channel that it came by, or nothing
 */

/** @type {Record<string, (call: Call) => void | Promise<void>>} */
const COMMANDS = { unpublish, mute, send, log, callAdapter, switchChannel }

/**
 * @param {MediaNode} node
 * @param {Session} session
 * @param {Message} message
 * @param {Say} answer
 * @param {string} [label]
 */
export async function obey(node, session, message, answer, label = '') {
  const name = Object.keys(COMMANDS).find((key) => Object.hasOwn(message, key))
  if (!name) throw new Problem(400, 'The message has no key that this server knows.')
  await COMMANDS[name]({ node, session, message, answer, label })
}

/** @param {Call} call */
function unpublish({ session }) {
  if (session.kind !== 'publisher') throw new Problem(409, 'This session does not publish.')
  const { name } = placeOf(session.stream)
  const message = `${name} stopping`
  session.depart('unpublished', status('NetStream.Unpublish.Success', { message }))
}

/** `{mute: {muteAudio?, muteVideo?}}`: of a publisher for all, of a player for itself. @param {Call} call */
function mute({ node, session, message }) {
  const { muteAudio, muteVideo } = message.mute ?? {}
  const wanted = { audio: muteAudio, video: muteVideo }
  for (const track of session.tracks) {
    const muted = wanted[track.kind]
    if (typeof muted === 'boolean') track.setMuted(muted)
  }
  const stream = node.stream(session.stream)
  if (stream?.upstream !== session) return
  const { streamingMode } = stream
  stream.tellPlayers({ type: 'metadata', method: 'onMetaData', data: { streamingMode } })
}

/** `{send: {method, data}}`: from the publisher to all players, from a player to the publisher. @param {Call} call */
function send({ node, session, message, label }) {
  const { method, data } = message.send ?? {}
  if (typeof method !== 'string') throw new Problem(400, '"send" needs a method.')
  const stream = node.stream(session.stream)
  if (!stream) return
  if (stream.upstream === session) stream.tellPlayers({ type: 'metadata', method, data })
  else if (stream.players.has(session))
    stream.tellPublisher({
      send: { method, data },
      senderName: session.clientId,
      dcLabel: label,
    })
}

/** @param {Call} call */
function log({ session }) {
  session.logLines++
}

/** @param {Call} call */
function switchChannel({ session, message }) {
  if (!session.messenger.moveTo(String(message.switchChannel)))
    throw new Problem(409, 'There is no open data channel of this name.')
}

/** `{callAdapter: {method, arguments}, id, async: true}`. @param {Call} call */
async function callAdapter({ node, session, message, answer }) {
  const { method, arguments: given, id = message.id } = message.callAdapter ?? {}
  const args = Array.isArray(given) ? given : []
  try {
    if (method === 'echo') answer({ async: true, id, data: args })
    else if (method === 'switchStreams') {
      await switchStreams(node, session, args)
      const result = 'Stream switch: Success'
      answer({ data: { type: 'result', message: result } })
      answer({ async: true, id, data: result })
    } else throw new Problem(404, 'The server has no method of this name.')
  } catch (error) {
    answer({ async: true, id, error: sentenceOf(error, node.log) })
  }
}

/**
 * @param {MediaNode} node
 * @param {Session} session
 * @param {any[]} args `[{path: "live/other"}]`
 */
async function switchStreams(node, session, [wanted]) {
  const [, scope, name] = /^\/?(.+)\/([^/]+)$/.exec(String(wanted?.path)) ?? []
  if (!name) throw new Problem(400, '"switchStreams" needs a path such as "live/stream1".')
  await node.switchPlayer(session, streamIn(scope, name))
  node.describeTo(session)
}
