"""Writes schedules.json: what PyTorch's schedulers make of a learning rate of 1 over 20 epochs: the rate
of each epoch, and the one after.

Usage: python schedules.py > schedules.json
"""

import json
import warnings

import torch
from torch.optim import lr_scheduler as S

# SequentialLR warns of itself.
warnings.filterwarnings("ignore")
EPOCHS = 20

CASES = {
    "constant": lambda o: S.LambdaLR(o, lambda epoch: 0.5),
    "step": lambda o: S.StepLR(o, step_size=3, gamma=0.5),
    "step at": lambda o: S.MultiStepLR(o, milestones=[4, 5, 15], gamma=0.2),
    "exponential": lambda o: S.ExponentialLR(o, gamma=0.9),
    "polynomial": lambda o: S.PolynomialLR(o, total_iters=15, power=2.5),
    "linear": lambda o: S.LinearLR(o, start_factor=1, end_factor=0.1, total_iters=12),
    "cosine": lambda o: S.CosineAnnealingLR(o, T_max=20, eta_min=0.1),
    "cosine restarts": lambda o: S.CosineAnnealingWarmRestarts(o, T_0=7, eta_min=0.05),
    "cosine lengthening": lambda o: S.CosineAnnealingWarmRestarts(o, T_0=3, T_mult=2),
    "warm up": lambda o: S.LinearLR(o, start_factor=0.25, total_iters=6),
    "warm up, cosine": lambda o: S.SequentialLR(
        o, [S.LinearLR(o, start_factor=0.1, total_iters=5), S.CosineAnnealingLR(o, T_max=15)],
        milestones=[5]),
    "warm up, step": lambda o: S.SequentialLR(
        o, [S.LinearLR(o, start_factor=0.1, total_iters=4), S.StepLR(o, step_size=5)],
        milestones=[4]),
    # The highest rate after 0.3 · 20 epochs, the lowest after 20: see OneCycle.
    "one cycle": lambda o: S.OneCycleLR(
        o, max_lr=1, total_steps=EPOCHS + 1, pct_start=(0.3 * EPOCHS + 1) / (EPOCHS + 1),
        cycle_momentum=False),
    "plateau": lambda o: S.ReduceLROnPlateau(o, factor=0.5, patience=1, threshold=0.01),
    "plateau cooldown": lambda o: S.ReduceLROnPlateau(
        o, factor=0.3, patience=0, threshold=0.05, threshold_mode="abs", cooldown=2, min_lr=0.02),
    "plateau higher": lambda o: S.ReduceLROnPlateau(
        o, mode="max", factor=0.5, patience=2, threshold=0.1),
}
LOSSES = [
    1.0, 0.8, 0.795, 0.79, 0.6, 0.61, 0.61, 0.605, 0.5, 0.49, 0.49, 0.49, 0.49, 0.3, 0.31, 0.29, 0.29,
    0.29, 0.29, 0.1,
]

rates = {}
for name, make in CASES.items():
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    schedule = make(optimizer)
    rates[name] = [optimizer.param_groups[0]["lr"]]
    for epoch in range(EPOCHS):
        optimizer.step()
        if name.startswith("plateau"):
            schedule.step(LOSSES[epoch])
        else:
            schedule.step()
        rates[name].append(optimizer.param_groups[0]["lr"])

print(json.dumps({"torch": torch.__version__, "losses": LOSSES, "rates": rates}, indent=1))
