using TechTransfer.Achievements;
using TechTransfer.Hosting;

return await ServiceHost.RunAloneAsync(args, new AchievementsService());
