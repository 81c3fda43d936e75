// Playing through a stream manager's proxy, and going on after a loss: of the stream, the edge, its
// origin or the network. With `recovery: true` the SDK does it; the other way of this page does it by
// hand, in retry-connect.js. Everything around them is the same for both.

import {
  RTCSubscriber,
  RTCSubscriberEventTypes,
  SubscriberEventTypes,
  WHEPClient,
  setLogLevel,
} from '../../dist/index.js'
import { Addresses } from '../shared/addresses.js'
import { Candidates } from '../shared/candidates.js'
import { ClusterPanel } from '../shared/cluster-panel.js'
import { subscriberConfig } from '../shared/config.js'
import { copyButton } from '../shared/copy-button.js'
import { byId } from '../shared/dom.js'
import { serverAddress } from '../shared/settings.js'
import { snippet } from '../shared/snippet.js'
import { openSubscriberPage } from '../shared/subscriber-page.js'
import { RetryButtons } from './retry-buttons.js'
import { RetryingSubscriber } from './retry-connect.js'
import { Story } from './story.js'

// One entry for each transport of the settings.
const clients = {
  whip: { name: 'WHEPClient', create: () => new WHEPClient() },
  socket: { name: 'RTCSubscriber', create: () => new RTCSubscriber() },
}

const config = ({ settings, choice }) =>
  subscriberConfig(settings, choice, {
    url: serverAddress(settings), // needed where the manager is not at https://<host>
    api: '4.0',
    region: settings.region || undefined,
    endpoints: settings.endpoints,
  })

const byThePage = byId('by-page')
const addresses = new Addresses('Edge')
const candidates = new Candidates('edge')
const story = new Story()
const nodes = new ClusterPanel((verb, text) => story.notes(verb, text))
const retries = new RetryButtons(() => page.session.client?.recovery, story)

const page = openSubscriberPage({
  manager: { endpoints: true },
  plan: {
    create() {
      const { settings } = page.destination
      setLogLevel(settings.logLevel)
      const { create } = clients[settings.transport]
      return byThePage.checked ? new RetryingSubscriber(create, config(page.destination)) : create()
    },
    async begin(subscriber) {
      if (!byThePage.checked) await subscriber.init({ ...config(page.destination), recovery: true })
      await subscriber.subscribe()
    },
    end: (subscriber) => subscriber.unsubscribe(),
    closedBy: SubscriberEventTypes.CONNECTION_CLOSED,
    endedBy: SubscriberEventTypes.PLAY_UNPUBLISH,
    locatedBy: RTCSubscriberEventTypes.HOST_ENDPOINT_CHANGED,
    moves: {
      [SubscriberEventTypes.RECONNECT_START]: 'recovering',
      [SubscriberEventTypes.RECONNECT_SUCCESS]: 'live',
      'Page.Disconnected': 'recovering',
      'Page.Connected': 'live',
    },
  },
  code: (destination) =>
    snippet(clients[destination.settings.transport].name, 'subscriber', 'subscribe', {
      ...config(destination),
      recovery: true,
    }),
  onStart() {
    addresses.clear()
    candidates.clear()
  },
  onState(state, detail) {
    byId('ways').disabled = detail.busy
    candidates.follow(state)
    story.follow(state, detail)
    retries.follow(state, detail)
    if (!detail.busy) nodes.uses('')
  },
  onEvent(event) {
    const { type, data, subscriber } = event
    if (type === RTCSubscriberEventTypes.HOST_ENDPOINT_CHANGED) {
      addresses.show(subscriber.getOptions().host, data.endpoint)
      candidates.tries(data.endpoint)
      nodes.uses(data.endpoint)
    } else if (type === RTCSubscriberEventTypes.CANDIDATE_FAILURE) {
      candidates.fails(data.error)
    }
    story.hear(event)
    retries.hear(event)
  },
})

page.destination.watch(() => {
  const { settings, choice } = page.destination
  candidates.explain(settings)
  byId('publisher').href =
    `../publishStreamManagerProxy/?stream=${encodeURIComponent(choice.streamName)}`
})

// The other way, as it runs.
const source = byId('by-hand')
byId('by-hand-tools').append(copyButton('retry-connect.js', source, () => source.textContent))
fetch('retry-connect.js')
  .then((answer) => answer.text())
  .then((text) => (source.textContent = text))
