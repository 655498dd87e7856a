"""What the figures of the report mean, in words."""

MEANING = """\
- A claim is one incident of ours over its life, from `suspected` on. It matches an event when it stands at
  some time from 15 minutes before its start to 60 minutes after its end, and names the right provider, or
  when two of its member groups, and a third of them, are labelled affected; by such members also up to six
  hours after the end, since some reports are only seen then.
- Events: labelled ones, and clusters of reports that were judged to have one cause; a cluster that an event
  tells of joins it. A cluster begins with its first report, is over when half of its reports are, and a claim
  within six hours of its reports speaks of it.
- Right: names the provider of an event, two affected groups of which are members. Right provider, one victim:
  the same with fewer that are known. Wrong root: only its members match, or a reader of its sentences found
  another cause. Coincidence: no label knows of anything. Unclear: speaks of a cluster, or was read again, and
  nobody could say; it counts for nobody and is in no rate.
- A claim that people read again, known by provider and time within three hours, is what they found, unless it
  names the provider of an event.
- Precision: claims with the right provider, one victim or more, of all but the unclear; of two victims: the
  same with two or more. Wrong: coincidences and wrong roots. Recall: eligible events found with the right
  provider, of all.
- Eligible: three or more affected groups of services with live records; sister services are one group,
  the infrastructure's own is left out. Events of two groups are counted apart, those of fewer nowhere; a
  claim may be right about any of them.
- Per 100 services: the rate divided by the hundreds of services with a record in the month, month by month.
- Methods that name no cause are given one column without it: of nothing, precision, recall and F1 take a
  claim for right that is about an event under whatever root.
- Early: a claim below `suspected`, on the word of one dependent; told only to who asks. It is judged as if it
  had been announced, and where no label speaks of it by the own page of its root.
- A root is named first where no other text blamed it in the six hours before; its own page is ahead or behind
  by its first post within two hours, of a labelled event by the event's.
- Duplicates: further claims that match an event already matched.
- Members: affected records found, against unrelated ones taken in; on all records whatever no label speaks
  of was taken in wrongly. B-cubed: each event's affected records one cluster and every unrelated one its own;
  on all records so is every other member of a claim.
- Brier and ECE: the probability when a grade was first reached, against whether the claim was right and its
  root the right provider.
- Precision at equal recall: the most precise of our thresholds (grade, then probability) that finds at
  least as many events as the baseline."""
