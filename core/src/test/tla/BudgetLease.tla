---------------------------- MODULE BudgetLease ----------------------------
(***************************************************************************)
(* How one endpoint's dollars are lent to holders.  The ledger is one      *)
(* object that is only ever replaced by compare-and-swap; holders report   *)
(* and are granted totals, over a network that loses, repeats, delays and  *)
(* reorders.  There is no clock in it: a window rolls, a pod dies, another *)
(* leader takes over at any moment.                                        *)
(*                                                                         *)
(* A holder is one incarnation: a process that starts without its journal  *)
(* is another holder.  Amounts are small whole numbers.                    *)
(***************************************************************************)
EXTENDS Naturals, FiniteSets, TLC

CONSTANTS
  Holders,      \* incarnations
  Windows,      \* days, 1..n
  Day,          \* dollars of a day
  Month,        \* dollars of all days together
  MaxChunk,     \* most that one answer grants
  MaxSeq,       \* requests of a holder
  MaxCrash,     \* crashes and lost pods
  MaxTakeover,  \* changes of the leader
  BUG           \* "none", or a mistake that must be found

VARIABLES
  dur,      \* the durable ledger: what one compare-and-swap replaces
  old,      \* ledger that a deposed leader still believes in; {} when there is none
  jg, js, jr, \* journal of a holder, by window: granted, spent or in flight, returned
  infl,     \* the call in flight: [w, c], or None
  alive, hseq, msgs, real, crashes
vars == <<dur, old, jg, js, jr, infl, alive, hseq, msgs, real, crashes>>

None == [w |-> 0, c |-> 0]
Z    == [h \in Holders |-> [w \in Windows |-> 0]]
Max(a, b)  == IF a > b THEN a ELSE b
Min(a, b)  == IF a < b THEN a ELSE b
Minus(a, b) == IF a > b THEN a - b ELSE 0

RECURSIVE Sum(_, _)
Sum(f, S) == IF S = {} THEN 0 ELSE LET x == CHOOSE y \in S : TRUE IN f[x] + Sum(f, S \ {x})

(* What a ledger d counts. *)
Out(d, h, w)  == IF d.off[w] THEN 0 ELSE d.leased[h][w] - d.acked[h][w] - d.ret[h][w]
Used(d, w)    == d.spent[w] + d.woff[w] + Sum([h \in Holders |-> Out(d, h, w)], Holders)
UsedAll(d)    == Sum([w \in Windows |-> Used(d, w)], Windows)
Avail(d, w)   == Min(Minus(Day, Used(d, w)), Minus(Month, UsedAll(d)))
Free(h, w)    == jg[h][w] - js[h][w] - jr[h][w]
RealIn(w)     == Sum([h \in Holders |-> real[h][w]], Holders)

Init ==
  /\ dur = [commit |-> 0, epoch |-> 1, win |-> 1,
            leased |-> Z, acked |-> Z, ret |-> Z, seq |-> [h \in Holders |-> 0],
            spent |-> [w \in Windows |-> 0], woff |-> [w \in Windows |-> 0],
            off |-> [w \in Windows |-> FALSE]]
  /\ old = {}
  /\ jg = Z /\ js = Z /\ jr = Z /\ real = Z
  /\ infl = [h \in Holders |-> None] /\ alive = [h \in Holders |-> TRUE]
  /\ hseq = [h \in Holders |-> 0] /\ msgs = {} /\ crashes = 0

-----------------------------------------------------------------------------
(* A holder. *)

Reserve(h) ==   \* the worst case is journalled before the call leaves, in any window it holds
  /\ alive[h] /\ infl[h] = None
  /\ \E w \in Windows : \E c \in 1..Free(h, w) :
       /\ js' = [js EXCEPT ![h][w] = @ + c]
       /\ infl' = [infl EXCEPT ![h] = [w |-> w, c |-> c]]
  /\ UNCHANGED <<dur, old, jg, jr, alive, hseq, msgs, real, crashes>>

Settle(h) ==    \* the provider bills a <= c; the rest is free again
  /\ alive[h] /\ infl[h] # None
  /\ \E a \in 0..infl[h].c :
       /\ real' = [real EXCEPT ![h][infl[h].w] = @ + a]
       /\ js' = [js EXCEPT ![h][infl[h].w] = @ - (infl[h].c - a)]
  /\ infl' = [infl EXCEPT ![h] = None]
  /\ UNCHANGED <<dur, old, jg, jr, alive, hseq, msgs, crashes>>

Crash(h) ==     \* the process dies, its journal lives: what was in flight counts as spent
  /\ alive[h] /\ infl[h] # None /\ crashes < MaxCrash
  /\ \E a \in 0..infl[h].c : real' = [real EXCEPT ![h][infl[h].w] = @ + a]
  /\ js' = IF BUG = "nojournal" THEN [js EXCEPT ![h][infl[h].w] = @ - infl[h].c] ELSE js
  /\ infl' = [infl EXCEPT ![h] = None]
  /\ crashes' = crashes + 1
  /\ UNCHANGED <<dur, old, jg, jr, alive, hseq, msgs>>

Lost(h) ==      \* pod and journal are gone; the call in flight may still be billed
  /\ alive[h] /\ crashes < MaxCrash
  /\ \E a \in 0..infl[h].c :
       real' = IF infl[h] = None THEN real ELSE [real EXCEPT ![h][infl[h].w] = @ + a]
  /\ infl' = [infl EXCEPT ![h] = None]
  /\ alive' = [alive EXCEPT ![h] = FALSE]
  /\ crashes' = crashes + 1
  /\ UNCHANGED <<dur, old, jg, js, jr, hseq, msgs>>

Ask(h) ==       \* totals of what is settled, and of what goes back
  /\ alive[h] /\ hseq[h] < MaxSeq
  /\ \E w \in Windows : \E back \in 0..Free(h, w) :
       LET r == [jr[h] EXCEPT ![w] = @ + back]
           s == [v \in Windows |->
                  js[h][v] - (IF infl[h].w = v THEN infl[h].c ELSE 0)]
       IN /\ jr' = [jr EXCEPT ![h] = r]
          /\ msgs' = msgs \cup {[t |-> "ask", h |-> h, q |-> hseq[h] + 1, s |-> s, r |-> r]}
  /\ hseq' = [hseq EXCEPT ![h] = @ + 1]
  /\ UNCHANGED <<dur, old, jg, js, infl, alive, real, crashes>>

Receive(m) ==   \* a grant is a total: repeated or late ones change nothing
  /\ m.t = "grant" /\ alive[m.h]
  /\ \E w \in Windows : m.g[w] > jg[m.h][w]
  /\ jg' = [jg EXCEPT ![m.h] = [w \in Windows |-> Max(@[w], m.g[w])]]
  /\ UNCHANGED <<dur, old, js, jr, infl, alive, hseq, msgs, real, crashes>>

-----------------------------------------------------------------------------
(* The ledger's state machine: settle an ask, then grant g in window w. *)

Settled(d, m) ==
  LET more == [w \in Windows |->
                IF d.off[w] THEN 0
                ELSE IF BUG = "dup" THEN m.s[w]
                ELSE Minus(m.s[w], d.acked[m.h][w])]
      back == [w \in Windows |-> IF d.off[w] THEN 0 ELSE Minus(m.r[w], d.ret[m.h][w])]
  IN [d EXCEPT
       !.acked[m.h] = [w \in Windows |-> @[w] + more[w]],
       !.ret[m.h]   = [w \in Windows |-> @[w] + back[w]],
       !.spent      = [w \in Windows |-> @[w] + more[w]],
       !.seq[m.h]   = m.q]

Granted(d, h, w, g) == [d EXCEPT !.leased[h][w] = @ + g, !.commit = @ + 1]

MayApply(d, m) == m.t = "ask" /\ (BUG = "dup" \/ m.q > d.seq[m.h])

(* Windows in which leases open: today's, and tomorrow's ahead of its time. *)
Open(d) == {w \in Windows : w \in {d.win, d.win + 1}}

Answer(d, m) == [t |-> "grant", h |-> m.h, q |-> m.q, g |-> d.leased[m.h]]

Apply(m) ==     \* the leader: nobody has written since it read
  /\ MayApply(dur, m)
  /\ LET s == Settled(dur, m)
     IN \E w \in Open(s) : \E g \in 0..Min(MaxChunk, Avail(s, w)) :
          LET n == Granted(s, m.h, w, g)
          IN dur' = n /\ msgs' = msgs \cup {Answer(n, m)}
  /\ UNCHANGED <<old, jg, js, jr, infl, alive, hseq, real, crashes>>

Takeover ==     \* another leader: its first commit has a new epoch
  /\ dur.epoch <= MaxTakeover
  /\ old' = {dur}
  /\ dur' = [dur EXCEPT !.epoch = @ + 1, !.commit = @ + 1]
  /\ UNCHANGED <<jg, js, jr, infl, alive, hseq, msgs, real, crashes>>

OldApply(d, m) ==   \* a deposed leader goes on: its swap fails, and it steps down
  /\ MayApply(d, m)
  /\ LET s == Settled(d, m)
     IN \E w \in Open(s) : \E g \in 0..Min(MaxChunk, Avail(s, w)) :
          LET n == Granted(s, m.h, w, g)
          IN IF d.commit = dur.commit \/ BUG = "nocas"
             THEN dur' = n /\ old' = {n} /\ msgs' = msgs \cup {Answer(n, m)}
             ELSE /\ dur' = dur /\ old' = {}
                  /\ msgs' = IF BUG = "answerfirst" THEN msgs \cup {Answer(n, m)} ELSE msgs
  /\ UNCHANGED <<jg, js, jr, infl, alive, hseq, real, crashes>>

Roll ==         \* the next window opens; leases granted ahead stay
  /\ dur.win + 1 \in Windows
  /\ dur' = [dur EXCEPT
       !.win = @ + 1, !.commit = @ + 1,
       !.leased = IF BUG = "roll" THEN [h \in Holders |-> [@[h] EXCEPT ![dur.win + 1] = 0]] ELSE @]
  /\ UNCHANGED <<old, jg, js, jr, infl, alive, hseq, msgs, real, crashes>>

WriteOff(w) ==  \* a closed window is closed for good: what is out counts as spent
  /\ w < dur.win /\ ~dur.off[w]
  /\ LET out == Sum([h \in Holders |-> Out(dur, h, w)], Holders)
     IN dur' = [dur EXCEPT
          !.woff[w] = IF BUG = "reclaim" THEN @ ELSE @ + out,
          !.off[w] = TRUE, !.commit = @ + 1]
  /\ UNCHANGED <<old, jg, js, jr, infl, alive, hseq, msgs, real, crashes>>

Next ==
  \/ \E h \in Holders : Reserve(h) \/ Settle(h) \/ Crash(h) \/ Lost(h) \/ Ask(h)
  \/ \E m \in msgs : Apply(m) \/ Receive(m) \/ \E d \in old : OldApply(d, m)
  \/ Takeover \/ Roll \/ \E w \in Windows : WriteOff(w)
Spec == Init /\ [][Next]_vars

-----------------------------------------------------------------------------
(* Everything that may still be billed is set aside, so the bill never exceeds the budget. *)
NeverExceeds == /\ \A w \in Windows : RealIn(w) <= Day
                /\ Sum([w \in Windows |-> RealIn(w)], Windows) <= Month
LedgerSound  == (\A w \in Windows : Used(dur, w) <= Day) /\ UsedAll(dur) <= Month
NothingLost  == \A w \in Windows : RealIn(w) <= Used(dur, w)
HolderSound  == \A h \in Holders, w \in Windows :
                  /\ js[h][w] + jr[h][w] <= jg[h][w]
                  /\ jg[h][w] <= dur.leased[h][w]
                  /\ real[h][w] <= js[h][w]
ExactOnce    == \A h \in Holders, w \in Windows : dur.acked[h][w] <= js[h][w]
Symmetry     == Permutations(Holders)
(* Numbers of commits tell states apart that are otherwise the same. *)
Seen == <<[dur EXCEPT !.commit = 0],
          {[d EXCEPT !.commit = IF d.commit = dur.commit THEN 1 ELSE 0] : d \in old},
          jg, js, jr, infl, alive, hseq, msgs, real, crashes>>
=============================================================================
