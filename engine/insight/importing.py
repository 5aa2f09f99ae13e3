"""One thread at a time imports scikit-learn and scipy, which are imported when first needed.

Their modules import each other in circles. Two threads that begin at different ends of one may each
find the other's half of it unfinished, and both imports fail. Whoever looks through the loaded
libraries takes the lock too: loading one meanwhile would stop both for ever.
"""

from __future__ import annotations

import threading

one_at_a_time = threading.RLock()
