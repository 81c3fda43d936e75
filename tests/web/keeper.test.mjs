// Keeper's rules, with clients that settle when the test says so: some by hand, and all together in
// random walks, after each step of which its invariants are looked at.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { build } from 'esbuild'
import { join } from 'node:path'

const { outputFiles } = await build({
  entryPoints: [join(import.meta.dirname, '../../web/keeper.ts')],
  bundle: true,
  format: 'esm',
  write: false,
})
const code = Buffer.from(outputFiles[0].contents).toString('base64')
const { Keeper } = await import(`data:text/javascript;base64,${code}`)

/** Until all promises that can go on have done so. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

/** What a server and a browser hold of all clients, and the promises that wait for the test. */
class World {
  clients = []
  waiting = [] // [what, settle]
  faults = []

  get open() {
    return this.clients.filter(({ stage }) => stage !== 'none')
  }

  wait(what) {
    return new Promise((resolve, reject) => this.waiting.push({ what, resolve, reject }))
  }

  /** Settles the first that waits for this. */
  settle(what, error) {
    const i = this.waiting.findIndex((one) => one.what.startsWith(what))
    assert.notEqual(i, -1, `nobody waits for ${what}: ${this.waiting.map(({ what }) => what)}`)
    const [{ resolve, reject }] = this.waiting.splice(i, 1)
    if (error) reject(error)
    else resolve()
    return settled()
  }

  /** As the package's clients do: one session at a time, a stop ends what waits, and always resolves. */
  side() {
    const drop = (client) => {
      for (const one of this.waiting.filter(({ client: of }) => of === client)) {
        this.waiting.splice(this.waiting.indexOf(one), 1)
        one.reject(new Error('state.closed'))
      }
    }
    const pending = (client, what) => {
      const promise = this.wait(what)
      this.waiting.at(-1).client = client
      return promise
    }
    return {
      make: (kind) => {
        if (!['rtc', 'whip'].includes(kind))
          throw Object.assign(new Error('no such kind'), { code: 'config.invalid' })
        const client = new Client(kind)
        this.clients.push(client)
        return client
      },
      init: async (client, { options }) => {
        if (client.stage !== 'none') this.faults.push('a client that is busy was used')
        // Two that are live with one name are the app's fault.
        const isLeft = this.open.some(
          ({ name, stage }) => name === options.name && stage === 'left',
        )
        if (isLeft) this.faults.push('a name was asked for that is being left')
        Object.assign(client, { stage: 'begun', camera: true, name: options.name })
        await pending(client, `init ${client.kind}`)
      },
      start: (client) => pending(client, 'start'),
      stop: (client, keepCamera) => {
        drop(client)
        if (client.stage === 'begun') client.stage = 'left'
        const stopping = this.wait('stop')
        if (!keepCamera) client.camera = false
        return stopping.then(() => {
          client.stage = 'none'
        })
      },
      nameOf: ({ name }) => name,
    }
  }
}

class Client {
  stage = 'none'
  camera = false
  listeners = new Set()
  constructor(kind) {
    this.kind = kind
  }
  on(_, listener) {
    this.listeners.add(listener)
  }
  off(_, listener) {
    this.listeners.delete(listener)
  }
  setView() {}
  tell(type, data) {
    for (const listener of [...this.listeners]) listener({ type, data })
  }
}

function keeperIn(world) {
  const states = []
  const keeper = new Keeper(world.side(), {
    changed: () => {
      const { state } = keeper.kept
      if (state !== states.at(-1)) states.push(state)
    },
    heard() {},
  })
  return { keeper, states }
}

const wish = (options, kinds = ['whip']) => ({ kinds, options })

async function live(world, keeper) {
  keeper.mount()
  keeper.want(wish({ name: 'a' }))
  await settled()
  await world.settle('init')
  await world.settle('start')
  assert.equal(keeper.kept.state, 'live')
  return keeper.kept.client
}

test('what is unmounted and mounted again within a turn goes on', async () => {
  const world = new World()
  const { keeper, states } = keeperIn(world)
  const client = await live(world, keeper)
  keeper.unmount()
  keeper.mount()
  keeper.want(wish({ name: 'a', list: undefined }))
  await settled()
  assert.deepEqual([keeper.kept.client, states], [client, ['connecting', 'live']])

  keeper.unmount()
  await settled()
  assert.equal(keeper.kept.state, 'idle')
  await world.settle('stop')
  assert.deepEqual([world.open.length, client.camera, client.listeners.size], [0, false, 0])
})

test('other options stop the old session first, and the client and its camera serve on', async () => {
  const world = new World()
  const { keeper } = keeperIn(world)
  const client = await live(world, keeper)
  keeper.want(wish({ name: 'b' }))
  await settled()
  assert.deepEqual(
    world.waiting.map(({ what }) => what),
    ['stop'],
  )
  await world.settle('stop')
  assert.equal(client.camera, true)
  await world.settle('init')
  await world.settle('start')
  assert.deepEqual([keeper.kept.client, keeper.kept.state], [client, 'live'])
})

test('of wishes that come meanwhile the last one counts', async () => {
  const world = new World()
  const { keeper } = keeperIn(world)
  await live(world, keeper)
  for (const name of ['b', 'c', 'd']) keeper.want(wish({ name }))
  await settled()
  await world.settle('stop')
  assert.deepEqual(
    world.open.map(({ name }) => name),
    ['d'],
  )
})

test('a name that another keeper is leaving is waited for', async () => {
  const world = new World()
  const [one, other] = [keeperIn(world).keeper, keeperIn(world).keeper]
  await live(world, one)
  one.unmount()
  other.mount()
  other.want(wish({ name: 'a' }))
  await settled()
  assert.equal(world.open.length, 1)
  await world.settle('stop')
  await world.settle('init')
  assert.deepEqual(world.faults, [])
  assert.equal(world.open.length, 1)
})

test('the next kind has its turn where init() fails; the error that says most is told', async () => {
  const world = new World()
  const { keeper } = keeperIn(world)
  const failing = (code) => Object.assign(new Error(code), { code })
  keeper.mount()
  keeper.want(wish({ name: 'a' }, ['rtc', 'whip', 'none']))
  await settled()
  await world.settle('init rtc', failing('env.unsupported'))
  await world.settle('stop')
  await world.settle('init whip', failing('http.network'))
  await world.settle('stop')
  assert.equal(keeper.kept.error.code, 'http.network')
  assert.equal(keeper.kept.state, 'failed')

  // Nothing tries again by itself.
  keeper.want(wish({ name: 'a' }, ['rtc', 'whip', 'none']))
  await settled()
  assert.equal(world.open.length, 0)
  keeper.restart()
  await settled()
  await world.settle('init rtc')
  await world.settle('start', failing('stream.name_taken'))
  assert.equal(keeper.kept.error.code, 'stream.name_taken')
  await world.settle('stop')

  keeper.want(wish({ name: 'a' }, []))
  await settled()
  assert.equal(keeper.kept.error.code, 'config.invalid')
})

test('events move the state: lost, back, given up, over', async () => {
  const error = Object.assign(new Error('gone'), { code: 'signal.closed' })
  for (const [type, data, state] of [
    ['Reconnect.Failure', { error }, 'failed'],
    ['Reconnect.Failure', {}, 'ended'],
    ['Subscribe.Play.Unpublish', undefined, 'ended'],
    ['Subscribe.Stop', undefined, 'ended'],
    ['Unpublish.Success', undefined, 'ended'],
    ['Subscribe.Connection.Closed', error, 'failed'],
    ['Publisher.Connection.Closed', undefined, 'ended'],
  ]) {
    const world = new World()
    const { keeper, states } = keeperIn(world)
    const client = await live(world, keeper)
    client.tell('Reconnect.Start', { attempt: 0 })
    assert.deepEqual(keeper.kept.recovery, { attempt: 0 })
    client.tell('Reconnect.Success', {})
    assert.equal(keeper.kept.recovery, undefined)
    client.tell(type, data)
    assert.deepEqual(states, ['connecting', 'live', 'recovering', 'live', state])
    assert.equal(keeper.kept.error, state === 'failed' ? error : undefined)
    await world.settle('stop')
    assert.deepEqual([world.open.length, client.camera], [0, false])
  }
})

test('what is not live yet connects, however often it has to try', async () => {
  const world = new World()
  const { keeper, states } = keeperIn(world)
  keeper.mount()
  keeper.want(wish({ name: 'a' }))
  await settled()
  await world.settle('init')
  const { client } = keeper.kept
  client.tell('Reconnect.Start', { attempt: 0 })
  assert.equal(keeper.kept.recovery.attempt, 0)
  client.tell('Reconnect.Success', {})
  assert.deepEqual(states, ['connecting'])
  keeper.unmount()
  await settled()
  await world.settle('stop')
})

test('functions among the options change nothing, and the latest is called', async () => {
  const world = new World()
  const { keeper } = keeperIn(world)
  const said = []
  let given
  const side = world.side()
  side.init = async (_, { options }) => (given = options)
  const own = new Keeper(side, { changed() {}, heard() {} })
  own.mount()
  for (const name of ['one', 'two'])
    own.want(
      wish({ token: () => said.push(name), recovery: { policy: () => said.push(`${name}!`) } }),
    )
  await settled()
  given.token()
  given.recovery.policy()
  own.want(wish({ token: () => said.push('three'), recovery: { policy: () => said.push('3!') } }))
  given.token()
  given.recovery.policy()
  assert.deepEqual(said, ['two', 'two!', 'three', '3!'])
  assert.equal(world.clients.length, 1)
  assert.equal(keeper.kept.state, 'idle')
})

/** Mulberry32: the same walks each time. */
function randomOf(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}

test('whatever happens, in whatever order: 2,000 walks', async () => {
  const codes = ['env.unsupported', 'http.network', 'stream.name_taken']
  const events = ['Reconnect.Start', 'Reconnect.Success', 'Reconnect.Failure']
  events.push('Subscribe.Play.Unpublish', 'Publisher.Connection.Closed')
  const reached = new Set()
  for (let seed = 0; seed < 2000; seed++) {
    const random = randomOf(seed)
    const any = (list) => list[Math.floor(random() * list.length)]
    const world = new World()
    const keepers = [keeperIn(world), keeperIn(world)]
    const settleOne = () => {
      const one = any(world.waiting)
      world.waiting.splice(world.waiting.indexOf(one), 1)
      if (one.what === 'stop' || random() < 0.7) return one.resolve()
      one.reject(Object.assign(new Error('no'), { code: any(codes) }))
    }
    for (let step = 0; step < 30; step++) {
      const { keeper } = any(keepers)
      const actions = [
        () => keeper.mount(),
        () => keeper.unmount(),
        () => keeper.want(wish({ name: any(['a', 'b']) }, any([['whip'], ['rtc', 'whip']]))),
        () => keeper.want(undefined),
        () => keeper.restart(),
        () => any(world.clients)?.tell(any(events), {}),
        () => world.waiting.length > 0 && settleOne(),
      ]
      any([...actions, ...Array(6).fill(actions[6])])()
      if (random() < 0.7) await settled()
      for (const { keeper: one } of keepers) reached.add(one.kept.state)
      assert.deepEqual(world.faults, [], `seed ${seed}, step ${step}`)
    }
    // Left alone, and let go.
    for (const { keeper } of keepers) keeper.unmount()
    do {
      await settled()
      while (world.waiting.length > 0) world.waiting.shift().resolve()
      await settled()
    } while (world.waiting.length > 0)
    for (const { keeper } of keepers) assert.equal(keeper.kept.state, 'idle', `seed ${seed}`)
    const left = world.clients.filter(
      ({ stage, camera, listeners }) => stage !== 'none' || camera || listeners.size,
    )
    assert.deepEqual(left, [], `seed ${seed}`)
  }
  assert.deepEqual([...reached].sort(), [
    'connecting',
    'ended',
    'failed',
    'idle',
    'live',
    'recovering',
  ])
})
