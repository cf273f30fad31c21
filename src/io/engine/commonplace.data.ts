// Written by `npm run commonplace`.
export const COMMONPLACE_DIGEST = 'ac2b5c6807505a9efa993e641f7a360dc05bb40f1d0569e27082b2added1186f'
