using Reliably.GitOps.GitHub;

namespace Reliably.GitOps.PullRequests;

/// <summary>What an operator can do about a refusal of GitHub.</summary>
internal static class GitHubAdvice
{
    public static string For(GitHubException exception) => exception.WhatToDo ?? exception.Failure switch
    {
        GitHubFailure.NotFound => "Is the App installed for this repository, or the token's account a member? It is tried again by itself.",
        GitHubFailure.Unauthorized => "Look at 'github:' of the configuration: the App's number and key, or the token, are not accepted.",
        GitHubFailure.Forbidden => "Give the App (or the token) the permission it names. It is tried again by itself.",
        GitHubFailure.Limited => "The work waits until the limit is over.",
        _ => "It is tried again by itself.",
    };
}
