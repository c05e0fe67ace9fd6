namespace Reliably.GitOps.Executions;

/// <summary>What carries out experiments, and reads what it left where its service did not survive a run.</summary>
/// <param name="Experiment">Carries out one experiment.</param>
/// <param name="Recall">Reads a journal that was left; null where a test replaces the engine.</param>
internal sealed record RunEngine(RunExperiment Experiment, JournalRecall? Recall);
