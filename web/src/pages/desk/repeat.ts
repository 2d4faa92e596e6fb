// A camera sees the same code in every frame: it counts once, until it has been out of the picture for a while. Pure.

const gone_after_ms = 1500;

/**
 * Says for each look (`text` undefined: nothing seen) at `at` ms whether it is news. While `paused` nothing is news, but
 * the code that stays in the picture is remembered, so that it is none afterwards either.
 */
export function repeat_guard(): (text: string | undefined, at: number, paused?: boolean) => boolean {
  let last: string | undefined;
  let seen_at = -Infinity;
  return (text, at, paused = false) => {
    if (text === undefined || (paused && text !== last)) return false;
    const news = text !== last || at - seen_at > gone_after_ms;
    last = text;
    seen_at = at;
    return news && !paused;
  };
}
