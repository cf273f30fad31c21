// The messages in a stream of events, each on one line of data, as our own gateway writes them.

export const BETWEEN = '\n\n'

/** Of whole events. One without data only keeps the line open. */
export const messagesIn = (text: string): readonly string[] =>
  text
    .split(BETWEEN)
    .flatMap((event) => /^data: ?(.+)$/m.exec(event)?.[1] ?? [])
    .filter((data) => data.trim() !== '')
