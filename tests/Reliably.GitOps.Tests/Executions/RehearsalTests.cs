namespace Reliably.GitOps.Executions;

public class RehearsalTests
{
    [Fact]
    public async Task Plays_to_the_end_and_leaves_nothing()
    {
        await Rehearsal.PlayAsync();
        Directory.Exists("/" + ExecutionId.Create(DateTimeOffset.UnixEpoch, 0)).ShouldBeFalse();
    }
}
