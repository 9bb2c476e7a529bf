"""The sample service of the kernel's tests as a process: `python -m kernel.process tests.bench.sampled http`."""
