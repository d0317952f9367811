/** Puts text on the clipboard; pages opened from a file have no clipboard API in some browsers. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const area = document.createElement('textarea')
    area.value = text
    area.setAttribute('readonly', '')
    area.className = 'off-screen'
    document.body.append(area)
    area.select()
    // The only way without the clipboard API.
    const done = document.execCommand('copy')
    area.remove()
    return done
  }
}

export type Theme = 'auto' | 'light' | 'dark'
const KEY = 'goldwire-viewer-theme'

/** The theme chosen last time; storage may be closed to pages opened from a file. */
export function storedTheme(): Theme {
  try {
    const value = localStorage.getItem(KEY)
    return value === 'light' || value === 'dark' ? value : 'auto'
  } catch {
    return 'auto'
  }
}

export function applyTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme
  try {
    if (theme === 'auto') localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, theme)
  } catch {
    // The choice then lasts as long as the page.
  }
}
