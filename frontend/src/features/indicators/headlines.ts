// Which indicators the dashboard shows.

/** As cards, in this order. */
export const HEADLINES = ["I1.1", "I1.2", "I1.3", "I1.4", "I1.6", "I1.7", "I1.8"] as const;

/** What the poor and near-poor lack: the profile; of these the worst come as cards too. */
export const PROFILE = Array.from({ length: 12 }, (_, i) => `I2.${i + 1}`);
export const WORST = 3;
