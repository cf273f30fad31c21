/** A half-open range of UTF-16 units in an original text. */
export type Span = readonly [start: number, end: number]
