// Written by `npm run commonplace`.
export const COMMONPLACE_DIGEST = 'ccc3fd07ce3bfbf880c9507c16da9ffe2b88696c3cd5989eff0cc5d05908d0ae'
