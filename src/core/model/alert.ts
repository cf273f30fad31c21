// Why what a server tried to reach gives a person reason to look.

/**
 * Tried again and again while nothing was asked; never tried before; far more bytes than calls explain; names that look as if
 * they carried data.
 */
export type AlertKind = 'idle-beacon' | 'first-seen' | 'unusual-volume' | 'data-in-names'
