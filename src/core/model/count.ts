// Whole numbers that a file may hold.
export const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0
export const isCountAboveZero = (value: unknown): value is number => isCount(value) && value > 0
