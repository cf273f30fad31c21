/**
 * The UTF-16 unit at a place of a text, NaN beyond its end. For walks over texts: V8 keeps strings in many forms, and where five of
 * them have passed, a method that is asked of the string is looked up anew for each unit, for as long as the process lives.
 */
export const unitAt = (text: string, at: number): number => String.prototype.charCodeAt.call(text, at)
