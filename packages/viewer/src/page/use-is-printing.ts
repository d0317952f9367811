import { options } from 'preact'
import { useEffect, useState } from 'preact/hooks'

/** True while the page is printed: paper has no scroll bar, so everything must be there. */
export function useIsPrinting(): boolean {
  const [isPrinting, setPrinting] = useState(false)
  useEffect(() => {
    const before = () => {
      // The browser takes its picture right after this event: rendering must not wait.
      options.debounceRendering = (render) => render()
      setPrinting(true)
      delete options.debounceRendering
    }
    const after = () => setPrinting(false)
    addEventListener('beforeprint', before)
    addEventListener('afterprint', after)
    return () => {
      removeEventListener('beforeprint', before)
      removeEventListener('afterprint', after)
    }
  }, [])
  return isPrinting
}
