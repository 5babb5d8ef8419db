// Talks to the server that `./cookbook read` starts.
(() => {
  'use strict';

  const key = 'cookbook token';

  // The printed address carries the token in its fragment. It is kept for this
  // tab alone, and taken out of the address.
  const keepToken = () => {
    const given = /^#token=([\w-]+)$/.exec(location.hash);
    if (!given) return;
    sessionStorage.setItem(key, given[1]);
    history.replaceState(null, '', location.pathname + location.search);
  };

  // Its message is a sentence for the reader.
  class Refusal extends Error {}

  const refusal = async answer => {
    const {error} = await answer.json().catch(() => ({}));
    const wait = answer.headers.get('Retry-After');
    return new Refusal((error || `The server refused: ${answer.status}.`) +
      (wait ? ` Try again in ${wait} s.` : ''));
  };

  // What comes over the network, unless that fails.
  const arrival = async promise => {
    try {
      return await promise;
    } catch (error) {
      if (error.name === 'AbortError') throw error;
      throw new Refusal('The server does not answer.');
    }
  };

  cookbook.server = {
    Refusal,

    // The chapters' manifests; null where the book is read without a server.
    async chapters() {
      try {
        if (!sessionStorage.getItem(key)) return null;
        const answer = await fetch('/api/chapters');
        return answer.ok ? await answer.json() : null;
      } catch {
        return null;
      }
    },

    // Yields the events of a request as they arrive, in arrays of one or more.
    // Throws a Refusal, or an AbortError once `signal` has stopped it.
    async * run(request, signal) {
      const answer = await arrival(fetch('/api/run', {
        method: 'POST',
        signal,
        headers: {
          'Content-Type': 'application/json',
          'Cookbook-Token': sessionStorage.getItem(key),
        },
        body: JSON.stringify(request),
      }));
      if (!answer.ok) throw await refusal(answer);
      const reader =
        answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = '';
      for (;;) {
        const {value, done} = await arrival(reader.read());
        if (done) return;
        const lines = (rest + value).split('\n');
        rest = lines.pop();
        if (lines.length > 0) yield lines.map(line => JSON.parse(line));
      }
    },
  };

  keepToken();
})();
