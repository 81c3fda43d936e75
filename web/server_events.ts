// What the extensions of WHEP's events draft bring: events of the server's, and layers to choose.

/** What a WHEP server may tell of a stream (WHEP's events draft). */
export type ServerEventName = 'active' | 'inactive' | 'layers' | 'reconnect' | 'viewercount'

/** Data of `Subscribe.Server.Event`; `data` is the server's, as it came. */
export interface ServerEvent {
  /** Which event it is. */
  name: ServerEventName
  /** What the server says of it. */
  data: Record<string, unknown>
}

/** A layer of a medium that the server sends (WHEP's events draft). */
export interface LayerChoice {
  /** As the server's event `layers` names it. */
  mediaId: string
  /** The encoding, of those that the publisher sends at once. */
  rid?: string
  /** The layer of sizes, by its number. */
  spatialLayerId?: number
  /** The layer of frame rates, by its number. */
  temporalLayerId?: number
  /** The highest layer of sizes that may come. */
  maxSpatialLayerId?: number
  /** The highest layer of frame rates that may come. */
  maxTemporalLayerId?: number
  /** The greatest width that may come, in pixels. */
  maxWidth?: number
  /** The greatest height that may come, in pixels. */
  maxHeight?: number
}
