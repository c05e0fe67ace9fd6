namespace Reliably.GitOps;

/// <summary>
/// The world does not allow what was asked (no git, a remote that refuses, a full disk): what happened, and what to do. A verb that lets
/// it pass ends with exit code 70 and both sentences on standard error.
/// </summary>
public sealed class CannotRunException(string message, string whatToDo, Exception? cause = null) : Exception(message, cause)
{
    public string WhatToDo { get; } = whatToDo;
}
