/*! Sluice 0.1.0 | MIT | with parts of Emscripten (MIT), musl (MIT), libc++ (Apache-2.0 WITH LLVM-exception) and JSON for Modern C++ (MIT) */
import type { FailoverSubscriber, RecoveryState, SluiceError, SubscriberOptions } from './index.js';
/**
 * `idle`: not asked to play. `connecting`, `live`. `recovering`: lost, and not back yet (only with
 * `recovery`). `ended`: the stream is over. `failed`: see `error`.
 */
export type PlayerState = 'idle' | 'connecting' | 'live' | 'recovering' | 'ended' | 'failed';
/** What it says, and what its button does. */
export interface PlayerTexts {
    /** What the element is, to those who do not see it. Default `Live stream`; `label` goes before it. */
    label: string;
    play: string;
    unmute: string;
    again: string;
    connecting: string;
    recovering: string;
    ended: string;
}
declare const Base: typeof HTMLElement;
/**
 * Attributes: `endpoint`, or `host`, `app`, `stream` (`port`, `protocol`); `stream-manager`,
 * `recovery`; `client`, which of `whep` (default), `rtc` and `hls` to use, or an order of them with
 * commas between, or `auto`: what the server says that the `endpoint` is, else `whep`; `autoplay`, `controls`, `muted`, `label`. What there is no attribute for, a token
 * for instance, goes by the property `options`.
 *
 * Events, none of which bubble: `statechange` (detail: {@link PlayerState}), `error` (detail:
 * SluiceError), and each event of the client's by its own name (`Subscribe.Start`; detail: its data).
 *
 * Removing it from the document ends the session; moving it does not.
 */
export declare class SluicePlayer extends Base {
    #private;
    static readonly observedAttributes: readonly string[];
    constructor();
    /** More options of the client's, over those of the attributes. */
    get options(): SubscriberOptions;
    set options(options: SubscriberOptions);
    /** The words that it shows, for pages in another language. */
    set texts(texts: Partial<PlayerTexts>);
    get state(): PlayerState;
    /** Of `failed`, else null. */
    get error(): SluiceError | null;
    /** How a recovery stands, else null. */
    get recovery(): RecoveryState | null;
    /** What plays, for all that this element has no words for; null before it is asked to play. */
    get client(): FailoverSubscriber | null;
    /** The element that shows the stream. */
    get video(): HTMLVideoElement;
    /** Starts, tries again, or plays on; what comes of it is told by events. */
    play(): void;
    /** Ends the session, until play() is called. */
    stop(): void;
    connectedCallback(): void;
    disconnectedCallback(): void;
    /** moveBefore() in place of the two above. */
    connectedMoveCallback(): void;
    attributeChangedCallback(name: string, _before: string | null, value: string | null): void;
}
declare global {
    interface HTMLElementTagNameMap {
        'sluice-player': SluicePlayer;
    }
}
export {};
