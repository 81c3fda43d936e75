import type { Keepable, Side } from '../../../web/keeper'
import type { Recovery } from 'sluice-sdk'
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { Binding, type Callbacks } from './binding'
import type { Streaming } from './types'

interface Wanted<Client> extends Callbacks<Client> {
  kinds: string | readonly string[]
  options: object
  enabled?: boolean
  stream?: MediaStream
  statsInterval?: number
}

/** What usePublisher() and usePlayer() share: a client that lives as long as the component is mounted. */
export function useStreaming<Client extends Keepable>(
  side: Side<Client>,
  wanted: Wanted<Client>,
): Streaming<Client> {
  const [binding] = useState(() => new Binding(side))
  const { subscribe, snapshot, serverSnapshot } = binding
  const { kept, stats } = useSyncExternalStore(subscribe, snapshot, serverSnapshot)

  useEffect(() => {
    binding.keeper.mount()
    return () => binding.keeper.unmount()
  }, [binding])

  // After each render: it is the keeper that sees whether something else is wanted.
  useEffect(() => {
    const { kinds, options, enabled = true, stream, statsInterval = 0, ...callbacks } = wanted
    binding.callbacks = callbacks
    binding.statsInterval = statsInterval
    const wish = {
      kinds: typeof kinds === 'string' ? [kinds] : kinds,
      options: options as Record<string, unknown>,
      stream,
    }
    binding.keeper.want(enabled ? wish : undefined)
  })

  return useMemo(() => {
    const { state, client, error, recovery: last } = kept
    const { recovery } = (client ?? {}) as { recovery?: Recovery }
    return {
      state,
      client,
      error,
      recovery: {
        active: last !== undefined,
        last,
        retryNow: () => recovery?.retryNow(),
        stop: () => recovery?.stop(),
      },
      stats,
      restart: binding.restart,
      videoRef: binding.videoRef,
    }
  }, [binding, kept, stats])
}
