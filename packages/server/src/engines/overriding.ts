/** `base` with some of its members replaced; everything else goes to `base` itself, whatever it is made of and whatever it learns to do later. */
export function overriding<T extends object>(base: T, own: Partial<T>): T {
  return new Proxy(base, {
    get(target, key) {
      if (Object.hasOwn(own, key)) return own[key as keyof T]
      const member: unknown = Reflect.get(target, key)
      return typeof member === 'function' ? (member.bind(target) as unknown) : member
    },
  })
}
