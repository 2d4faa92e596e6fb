// How an event's theme is set: upright in columns when it is short Chinese, else across.

/** The lines of the theme (people part them with a space) and whether they stand upright: at most two of six 汉字. */
export function poster_lines(theme: string): { lines: string[]; upright: boolean } {
  const lines = theme.trim().split(/[\s\u3000]+/).filter(Boolean);
  const upright = lines.length > 0 && lines.length <= 2 && lines.every((line) => /^\p{Script=Han}{1,6}$/u.test(line));
  return upright ? { lines, upright } : { lines: [theme.trim()], upright: false };
}
