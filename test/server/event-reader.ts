/** Reads `text/event-stream` of an answer, one event at a time. */
export type ReadEvent = { id?: string; name?: string; data: unknown };

export function readEvents(response: Response) {
  if (!response.body) throw new Error('The answer has no body.');
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  const block = async (): Promise<string | undefined> => {
    for (;;) {
      const end = rest.indexOf('\n\n');
      if (end >= 0) {
        const found = rest.slice(0, end);
        rest = rest.slice(end + 2);
        return found;
      }
      const { done, value } = await reader.read();
      if (done) return undefined;
      rest += value;
    }
  };
  return {
    /** The next event that carries data; `undefined` at the end of the stream. */
    next: async (): Promise<ReadEvent | undefined> => {
      for (;;) {
        const text = await block();
        if (text === undefined) return undefined;
        const field = (name: string) =>
          text
            .split('\n')
            .find((line) => line.startsWith(`${name}: `))
            ?.slice(name.length + 2);
        const [id, name, data] = [field('id'), field('event'), field('data')];
        if (data === undefined) continue;
        return { ...(id === undefined ? {} : { id }), ...(name === undefined ? {} : { name }), data: JSON.parse(data) };
      }
    },
    close: () => reader.cancel(),
  };
}
