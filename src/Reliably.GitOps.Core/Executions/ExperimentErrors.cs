namespace Reliably.GitOps.Executions;

/// <summary>An activity could not be carried out, in the sense of the Chaos Toolkit's <c>ActivityFailed</c>: its entry says <c>failed</c> and the run goes on.</summary>
public sealed class ActivityFailedException(string message) : Exception(message);

/// <summary>
/// The experiment asks for something that makes no sense at run time (a pause that is a text, a header that is a number): an uncaught
/// exception in the Chaos Toolkit, an aborted run with this message here.
/// </summary>
public sealed class ExperimentErrorException(string message) : Exception(message);
