// Measures how soon a page shows, reacts and holds still (the Core Web Vitals of web.dev/articles/vitals), and sends the
// numbers once, when the page is first left: milliseconds, and the score of layout shifts. No cookie, no identity.
(() => {
  if (document.visibilityState === 'hidden') return;
  const to = new URL('vitals', document.currentScript.src);
  const found = {};
  const watch = (type, take, options) => {
    if (!PerformanceObserver.supportedEntryTypes.includes(type)) return;
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true, ...options });
  };

  watch('navigation', (entry) => { found.ttfb = entry.responseStart; });
  watch('paint', (entry) => { if (entry.name === 'first-contentful-paint') found.fcp = entry.startTime; });
  watch('largest-contentful-paint', (entry) => { found.lcp = entry.startTime; });

  // The worst burst: shifts less than a second apart, five seconds together at most.
  let burst = { score: 0, first: 0, last: 0 };
  watch('layout-shift', (entry) => {
    if (entry.hadRecentInput) return;
    const at = entry.startTime;
    const goes = burst.score > 0 && at - burst.last < 1000 && at - burst.first < 5000;
    burst = { score: (goes ? burst.score : 0) + entry.value, first: goes ? burst.first : at, last: at };
    found.cls = Math.max(found.cls ?? 0, burst.score);
  });

  // The slowest interaction, of which one in fifty is left out as an outlier.
  const slowest = new Map();
  const interaction = (entry) => {
    if (!entry.interactionId) return;
    slowest.set(entry.interactionId, Math.max(slowest.get(entry.interactionId) ?? 0, entry.duration));
    const order = [...slowest.values()].sort((a, b) => b - a);
    found.inp = order[Math.min(order.length - 1, Math.floor((performance.interactionCount ?? order.length) / 50))];
  };
  watch('event', interaction, { durationThreshold: 40 });
  watch('first-input', interaction);

  const send = () => {
    if (document.visibilityState !== 'hidden') return;
    document.removeEventListener('visibilitychange', send);
    if (PerformanceObserver.supportedEntryTypes.includes('layout-shift')) found.cls ??= 0;
    for (const [name, value] of Object.entries(found)) to.searchParams.set(name, String(Math.round(value * 1e4) / 1e4));
    navigator.sendBeacon(to);
  };
  document.addEventListener('visibilitychange', send);
})();
